"""The local page: on demand, on loopback, for one person.

`server.serving` serves what `views.PageViews` shows, and is loaded when it is asked for; `guard` says who may ask.
"""
