#!/bin/sh
# Stands where Prisma would download its schema engine. `generate` and `validate` do not need that engine;
# whatever does must fail loudly instead of seeming to work.
echo "Staylock applies its migrations itself (npm run migrate); Prisma's schema engine is not used here." >&2
exit 1
