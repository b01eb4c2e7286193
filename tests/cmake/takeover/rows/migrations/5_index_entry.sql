CREATE INDEX entry_account ON entry (account_id)
