import fc from 'fast-check';

// CI judges a change, not the luck of the draw: it always draws the same values. Everywhere else each run draws new
// ones, and a failure prints the seed that repeats it.
if (process.env['CI'] === 'true') fc.configureGlobal({ seed: 2016_03_02 });
