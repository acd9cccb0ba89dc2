"""The one image of everything: how it is built, and how the whole system is proved to run from it."""
