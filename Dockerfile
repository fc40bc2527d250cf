# tmxalign without torch: everything but models other than the embedded one.
#   docker build -t tmxalign .
#   docker run --rm -v "$PWD:/work" -v tmxalign-cache:/cache tmxalign build releases -o memory.tmx
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /tmxalign
COPY . .
RUN pip install --no-cache-dir --no-compile --prefix=/installed --config-settings small=yes -c constraints.txt .

FROM python:${PYTHON}-slim
COPY --from=build /installed /usr/local
# whoever --user names may unpack the tables of the first use; a volume keeps them
RUN useradd --uid 1000 --create-home tmxalign && install -d -m 1777 /cache
ENV TMXALIGN_CACHE=/cache PYTHONDONTWRITEBYTECODE=1
USER 1000
WORKDIR /work
ENTRYPOINT ["tmxalign"]
CMD ["--help"]
