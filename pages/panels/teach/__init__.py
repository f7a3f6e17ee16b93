"""The teacher's desk on the screen: a class by a link, what it handed in, and everything to print."""
