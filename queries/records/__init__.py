"""The records themselves: filtered, extracted, protected, and summed by what they say."""
