-- Additive: a replica of the version before runs on it. The hotels that it adds count for nobody, and what it asks for
-- counts as waited for.

-- Who added the hotel, compared byte by byte; null for hotels from before.
ALTER TABLE `Hotel` ADD COLUMN `createdBy` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL;
CREATE INDEX `Hotel_createdBy_idx` ON `Hotel` (`createdBy`);

-- A row to lock for each user who adds hotels: two that are added at one instant must not both be the last allowed one.
CREATE TABLE `HotelCreator` (
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (`userId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- Of the sale window, which nobody waits for.
ALTER TABLE `NightGeneration` ADD COLUMN `background` BOOLEAN NOT NULL DEFAULT FALSE;
