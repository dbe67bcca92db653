-- Additive: two indexes. Finished generations are deleted by their age, and what a hotel has unfinished is found without
-- reading what it has finished.
CREATE INDEX `NightGeneration_state_updatedAt_idx` ON `NightGeneration` (`state`, `updatedAt`);
CREATE INDEX `NightGeneration_categoryId_state_idx` ON `NightGeneration` (`categoryId`, `state`);
