// The traces the pages draw: scatter (in the core), bar and sankey. Nothing that could ask a network for tiles.
'use strict';
const Plotly = require('plotly.js/lib/core');
Plotly.register([require('plotly.js/lib/bar'), require('plotly.js/lib/sankey')]);
module.exports = Plotly;
