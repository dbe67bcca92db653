-- The relay frees rooms first, however many mails wait.
CREATE INDEX `Outbox_topic_state_dueAt_idx` ON `Outbox` (`topic`, `state`, `dueAt`);
