"""A telephone to act as a follower with."""
