import { problemOf, studied } from './test/evidence/fuzz.ts';
const n = Number(process.argv[2]); const t=Date.now(); const p = problemOf(n); console.log(p.scenario.name, JSON.stringify(p.values)); const f = await studied(p, n); console.log(JSON.stringify(f).slice(0,500), Date.now()-t);
