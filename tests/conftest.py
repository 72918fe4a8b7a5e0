"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says something about the machine, not about the code: no deadline.
# `make test` draws the same examples each time, so that a change is judged by what it changed;
# `make test-all` draws new ones (`--hypothesis-profile=explore`), and what those find becomes an @example.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False)
settings.load_profile("steady")
