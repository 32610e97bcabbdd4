import { Module } from '@nestjs/common';

import { ClientPartController } from './client-part.controller';
import { PreferenceController } from './preference.controller';
import { PreferenceLoader } from './preference.loader';
import { PreferenceRepository } from './preference.repository';
import { PreferenceService } from './preference.service';

/** The settings of the community, and what clients need to start. */
@Module({
  controllers: [PreferenceController, ClientPartController],
  providers: [PreferenceLoader, PreferenceRepository, PreferenceService],
})
export class PreferenceModule {}
