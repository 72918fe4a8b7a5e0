#!/bin/sh
# Build punos/pages/assets/plotly.min.js: plotly.js with three trace types, a quarter of the whole (run by hand,
# the output is committed). The version follows the one that the Python package plotly carries.
#     sh tools/plotly_bundle/build.sh punos/pages/assets/plotly.min.js
set -eu
version=4.1.1
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
cp "$here/entry.js" "$work"
cd "$work"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund "plotly.js@$version" esbuild@0.28.2
node node_modules/esbuild/install.js
npx esbuild entry.js --bundle --minify --format=iife --global-name=Plotly --target=es2018 \
    --define:global=window --legal-comments=none --outfile=bundle.js
# The default address of map files is blanked: no map of ours uses it, and a page must hold no address to fetch from.
{
    printf '/*! plotly.js v%s (scatter, bar, sankey). Copyright Plotly, Inc. MIT licence. */\n' "$version"
    sed 's#https://cdn.plot.ly/un/##; s#https://cloud.plotly.com/newchart##; s#</script#<\\/script#g' bundle.js
} >"$out"
rm -r "$work"
