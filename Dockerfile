# polku as a service: `docker build -t polku .`, then `docker run -v polku-data:/var/lib/polku polku stream`.
# The configuration is /var/lib/polku/polku.yaml; the workspace, the secret and the files of keys stand beside it.
FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
# What is published to npm, and what it needs to run: nothing else goes on.
RUN npm run build \
    && mkdir -p /app \
    && npm pack --ignore-scripts --pack-destination /tmp \
    && tar -xzf /tmp/polku-*.tgz -C /app --strip-components=1 \
    && npm prune --omit=dev --ignore-scripts \
    && mv node_modules /app/node_modules

FROM node:20-bookworm-slim
COPY --from=build /app /app
RUN chmod 755 /app/dist/pipeline/polku.cjs \
    && ln -s /app/dist/pipeline/polku.cjs /usr/local/bin/polku \
    && mkdir -p /var/lib/polku \
    && chown node:node /var/lib/polku
USER node
WORKDIR /var/lib/polku
VOLUME /var/lib/polku
EXPOSE 8080
# The port is that of the configuration's `http.port`, which must listen on more than 127.0.0.1 to be reached from outside.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["polku"]
CMD ["stream"]
