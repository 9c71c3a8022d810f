"""Did it help? What changed after an agreement or a training, against colleagues meanwhile."""
