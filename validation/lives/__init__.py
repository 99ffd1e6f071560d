"""Fortnights and quarters of planted people, second by second through the real stages: `python -m validation.lives`.

people     who they are: their settings as they would write them, their days, and how they answer
living     lives the days: postures and words go in, all that is heard is kept
judging    the figures of a life, and what must hold of them
telling    any day of anybody, as that person hears it
"""
