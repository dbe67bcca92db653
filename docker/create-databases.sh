#!/bin/bash
# Run once by the MariaDB image, when its volume is new. Each app has a database and a user of its own, who may read and
# change rows there and nothing else; tables are changed by the migrations' user alone.
set -euo pipefail

MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb --protocol=socket --user=root <<SQL
CREATE DATABASE IF NOT EXISTS airbnb_booking_dev CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE IF NOT EXISTS airbnb_dev_mode CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE USER IF NOT EXISTS 'booking'@'%' IDENTIFIED BY '${BOOKING_DATABASE_PASSWORD}';
GRANT SELECT, INSERT, UPDATE, DELETE ON \`airbnb\\_booking\\_dev\`.* TO 'booking'@'%';

CREATE USER IF NOT EXISTS 'inventory'@'%' IDENTIFIED BY '${INVENTORY_DATABASE_PASSWORD}';
GRANT SELECT, INSERT, UPDATE, DELETE ON \`airbnb\\_dev\\_mode\`.* TO 'inventory'@'%';

CREATE USER IF NOT EXISTS 'migration'@'%' IDENTIFIED BY '${MIGRATION_DATABASE_PASSWORD}';
GRANT ALL PRIVILEGES ON \`airbnb\\_booking\\_dev\`.* TO 'migration'@'%';
GRANT ALL PRIVILEGES ON \`airbnb\\_dev\\_mode\`.* TO 'migration'@'%';
SQL
