"""What the API of every app is made of. The nouns stand in each app's ``api``."""
