"""The photon walk in lanes: hundreds of photons in flight a thread, stepped together so that the compiler uses vector instructions.

One flat array a number type holds every photon's state, field by field (`fields`). A round is: all lanes take one flight and one
scattering (`step_kernel`, the vectorised part), lanes that are inside a dot or a hair are told so (`meet_kernel`), energy is counted,
and the few lanes for which something rare happens - a boundary, roulette, an exit - are seen to one by one (`events_kernel`).
`walk_kernel` is the loop around these.
"""
