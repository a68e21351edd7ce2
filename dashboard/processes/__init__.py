"""One site in several processes behind one port: who starts them, and who gets which visitor."""
