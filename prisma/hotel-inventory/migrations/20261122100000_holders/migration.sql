-- Additive: a replica of the version before runs on it, and takes holds without a holder.

-- Compared byte by byte, as booking compares its users.
CREATE TABLE `Holder` (
  `holderId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `live` INT NOT NULL DEFAULT 0,
  `abandoned` INT NOT NULL DEFAULT 0,
  `abandonedSince` DATETIME(3) NULL,
  PRIMARY KEY (`holderId`),
  CONSTRAINT `Holder_counters_check` CHECK (`live` >= 0 AND `abandoned` >= 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

ALTER TABLE `Hold` ADD COLUMN `holder` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL;

-- The live holds of a holder, for recounts.
CREATE INDEX `Hold_holder_status_idx` ON `Hold` (`holder`, `status`);
