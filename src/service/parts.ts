import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AccessTokens } from '../auth/access-tokens';
import { Database } from '../database/database';
import { createConvene } from '../convene';
import { demoCommunity } from '../demo/demo-community';
import { ensureAdministrator } from '../user/first-administrator';
import type { Parts } from './service';

/** What this installation is made of. */
export const parts: Parts<NestFastifyApplication> = {
  createApp: (config, databaseUrl) => createConvene({ ...config, databaseUrl }),
  firstAdministrator: (app, config) => ensureAdministrator(app.get(Database), config),
  demoCommunity: (app) => demoCommunity(app.get(Database), app.get(AccessTokens)),
};
