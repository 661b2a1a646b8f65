(() => {
  const at = document.getElementById("swipe");
  const stage = document.getElementById("stage");
  const view = document.getElementById("window");
  if (!at) return;
  document.documentElement.classList.add("scripted");
  const place = () => {
    const share = Number(at.value);
    stage.style.setProperty("--at", share + "%");
    at.setAttribute("aria-valuetext", share === 0 ? "after only" : share === 100 ? "before only" : "left " + share + " % before, right " + (100 - share) + " % after");
  };
  at.addEventListener("input", place);
  place();
  const divider = stage.querySelector(".divider");
  const drag = (event) => {
    const box = stage.getBoundingClientRect();
    at.value = Math.round(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * 100);
    place();
  };
  divider.addEventListener("pointerdown", (event) => { divider.setPointerCapture(event.pointerId); drag(event); event.preventDefault(); });
  divider.addEventListener("pointermove", (event) => { if (divider.hasPointerCapture(event.pointerId)) drag(event); });
  for (const choice of document.querySelectorAll("[name=zoom]")) {
    choice.addEventListener("change", () => {
      const wide = view.scrollWidth, tall = view.scrollHeight;
      const x = (view.scrollLeft + view.clientWidth / 2) / wide, y = (view.scrollTop + view.clientHeight / 2) / tall;
      stage.style.setProperty("--zoom", choice.value);
      view.scrollLeft = x * view.scrollWidth - view.clientWidth / 2;
      view.scrollTop = y * view.scrollHeight - view.clientHeight / 2;
    });
  }
  for (const box of document.querySelectorAll("[data-mark]")) {
    const show = () => {
      document.getElementById("marks-" + box.dataset.mark).toggleAttribute("hidden", !box.checked);
    };
    box.addEventListener("change", show);
    show();
  }
})();
