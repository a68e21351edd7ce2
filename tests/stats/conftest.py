from hypothesis import settings

# nothing in a test is timed: a busy machine is no failure
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
