"""What a plan hangs on: questions answered by solving again."""
