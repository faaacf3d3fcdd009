# The gateway: docker run -p 8000:8000 -v ./config:/config:ro -e OPENAI_API_KEY edgerails server --config /config --host 0.0.0.0 --api-key ...
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig*.json ./
COPY scripts scripts
COPY src src
# `npm run build` writes the JSON Schema of configs too, with its words from scripts/config-schema.
RUN npm run build && npm prune --omit=dev --omit=optional --omit=peer --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY templates templates
USER node
EXPOSE 8000
# At the port it has by default: with --port, give `docker run` a --health-cmd of its own.
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s CMD ["node", "-e", "fetch('http://127.0.0.1:8000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/cli/bin.js"]
CMD ["server", "--config", "/config", "--host", "0.0.0.0"]
