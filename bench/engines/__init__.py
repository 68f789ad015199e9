"""Answer whole pages: ours by `Engine.search`, its peers by what they have and Python around it."""
