import { Module } from '@nestjs/common';
import { QuotaRepository } from './quota.repository.js';
import { Quotas } from './quotas.service.js';

@Module({ providers: [Quotas, QuotaRepository], exports: [Quotas] })
export class QuotaModule {}
