import process from 'node:process';
import { shutNetwork } from './network-guard.ts';

/** Loaded before anything else into every Node process and thread that a guarded one starts; see `guarded-children.ts`. */
const logFile = process.env['WORKSHOP_NETWORK_LOG'];
if (logFile !== undefined) shutNetwork(logFile);
