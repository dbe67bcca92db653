# One image for the three apps and the migrations; docker-compose.yml chooses by the command.

FROM node:22-bookworm-slim AS build
WORKDIR /staylock
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-bookworm-slim AS dependencies
WORKDIR /staylock
COPY package.json package-lock.json .npmrc ./
# Optional are Prisma's command line, which nothing uses at run time, and native twins of what works in JavaScript.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

FROM node:22-bookworm-slim
# Half of what a request makes is garbage by its end: with more room for it less is looked at twice.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /staylock
COPY --from=dependencies /staylock/node_modules node_modules
COPY --from=build /staylock/dist dist
COPY package.json ./
# Applied by `node dist/tools/migrate.js`.
COPY prisma/booking/migrations prisma/booking/migrations
COPY prisma/hotel-inventory/migrations prisma/hotel-inventory/migrations
# Nothing is written at run time: the file system may be mounted read-only.
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/booking/src/main.js"]
