"""The only room that draws and words."""
