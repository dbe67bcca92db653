import { Module } from '@nestjs/common';
import { NightRepository } from './night.repository.js';

@Module({ providers: [NightRepository], exports: [NightRepository] })
export class NightModule {}
