process.stdout.write('portreeve\n');
