"""What every handbook of graded claims needs; knows no subject."""
