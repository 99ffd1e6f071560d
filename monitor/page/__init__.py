"""The local page: on demand, on loopback, for one person.

`server.PageServer` serves it, and is loaded when it is asked for; what it shows comes from `asked.Views`, which its
owner provides.  Who may ask, and how, says `guard`.
"""
