"""Cut texts into passages and sentences, detect their languages, and stem their words."""
