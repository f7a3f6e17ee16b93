"""What comes from outside: scenario links and files, ready scenarios, measured CPU traces.

Nothing here trusts what it reads: every size is bounded while reading, and whatever cannot be
read is refused with one sentence.
"""
