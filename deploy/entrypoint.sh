#!/bin/sh
# Settings as files: /run/secrets/OBJECTEUR_TELEGRAM_TOKEN becomes the variable of that name.
# A secret given so is in no image, no compose file and no `inspect`.
set -eu
for file in /run/secrets/OBJECTEUR_*; do
  [ -f "$file" ] || continue
  name=$(basename "$file")
  export "$name=$(cat "$file")"
done
exec /opt/objecteur/bin/objecteur "$@"
