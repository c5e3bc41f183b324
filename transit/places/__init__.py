"""Places by name: hanzi, pinyin, initials, English, aliases, ids and coordinates become ranked matches."""
