// Run from source, a thread needs the TypeScript loader before its first import. Compiled packages skip this file.
import { register } from 'tsx/esm/api';
register();
await import('./program-thread.ts');
