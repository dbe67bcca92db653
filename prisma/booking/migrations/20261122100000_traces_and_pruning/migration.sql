-- Additive: a replica of the version before runs on it.

-- The trace of the request that caused an event (W3C Trace Context), carried on to its mail.
ALTER TABLE `Outbox` ADD COLUMN `traceparent` VARCHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- What pruning looks for: finished events, oldest first.
CREATE INDEX `Outbox_state_finishedAt_idx` ON `Outbox` (`state`, `finishedAt`);
