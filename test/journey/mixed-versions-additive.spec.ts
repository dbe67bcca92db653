import { readMigrations } from '../../tools/services/migrations.js';
import { hazardsOf } from './additive-sql.js';

/** Older replicas run while a migration does, and after it until they are replaced. */
describe('migrations only add', () => {
  it.each(['booking', 'hotel-inventory'] as const)('of %s, all after the first', (app) => {
    const later = readMigrations(app).slice(1);
    expect(later.flatMap(({ name, sql }) => hazardsOf(sql).map((hazard) => `${name}: ${hazard}`))).toEqual([]);
  });

  it.each([
    ['a table', 'CREATE TABLE `New` (`id` INT NOT NULL, `name` VARCHAR(5) NOT NULL, UNIQUE (`name`)) ENGINE = InnoDB'],
    ['a column that may be NULL', 'ALTER TABLE `Booking` ADD COLUMN `note` VARCHAR(20) NULL'],
    ['a column with a default', "ALTER TABLE `Booking` ADD `channel` ENUM('WEB', 'A;P,P') NOT NULL DEFAULT 'WEB'"],
    ['a computed column', 'ALTER TABLE `Booking` ADD COLUMN `nights` INT AS (DATEDIFF(`a`, `b`)) NOT NULL'],
    ['an index', 'CREATE INDEX `x` ON `Booking` (`note`); ALTER TABLE `Booking` ADD INDEX `y` (`note`), LOCK=NONE'],
    ['a unique index on its own table', 'CREATE TABLE `New` (`id` INT); CREATE UNIQUE INDEX `u` ON `New` (`id`)'],
    ['a change of its own table', 'CREATE TABLE `New` (`id` INT); ALTER TABLE `New` MODIFY `id` BIGINT NOT NULL'],
    ['rows', "INSERT INTO `Plan` (`id`) VALUES (1); UPDATE `Booking` SET `note` = 'DROP TABLE x; it''s' -- ; DROP"],
  ])('lets through %s', (_what, sql) => {
    expect(hazardsOf(sql)).toEqual([]);
  });

  it.each([
    ['a dropped table', 'DROP TABLE `Booking`'],
    ['a dropped column', 'ALTER TABLE `Booking` ADD COLUMN `b` INT, DROP COLUMN `a`'],
    ['a dropped index, which may be a guard', 'DROP INDEX `a` ON `Booking`'],
    ['a renamed table', 'RENAME TABLE `Booking` TO `Reservation`'],
    ['a renamed table, the other way', 'ALTER TABLE `Booking` RENAME TO `Reservation`'],
    ['a renamed column', 'ALTER TABLE `Booking` RENAME COLUMN `a` TO `b`'],
    ['another type', 'ALTER TABLE `Booking` MODIFY COLUMN `rooms` BIGINT NOT NULL DEFAULT 1'],
    ['another type, with the name', 'alter table `Booking` change `rooms` `rooms` bigint'],
    ['a column that must be filled', 'ALTER TABLE `Booking` ADD COLUMN `channel` VARCHAR(9) NOT NULL'],
    ['such a column behind a harmless one', 'ALTER TABLE `Booking` ADD `a` INT NULL, ADD `b` INT NOT NULL'],
    ['a lost default', 'ALTER TABLE `Booking` ALTER COLUMN `rooms` DROP DEFAULT'],
    ['a new constraint', 'ALTER TABLE `Booking` ADD CONSTRAINT `c` CHECK (`rooms` < 5)'],
    ['a new unique index', 'CREATE UNIQUE INDEX `u` ON `Booking` (`userId`)'],
    ['a unique column', 'ALTER TABLE `Booking` ADD COLUMN `code` INT NOT NULL DEFAULT 0 UNIQUE'],
    ['removed rows', 'DELETE FROM `Booking`'],
    ['what follows a comment', '/* harmless; */ -- really\nTRUNCATE `Booking`'],
    ['what is not known', 'CALL tidy_up()'],
  ])('refuses %s', (_what, sql) => {
    expect(hazardsOf(sql)).toHaveLength(1);
  });
});
