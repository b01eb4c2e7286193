UPDATE account SET currency = 'EUR' WHERE currency IS NULL
