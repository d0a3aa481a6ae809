"""The parts of `clearway drill`: processes to kill, people to play, and a count that trusts nobody."""
