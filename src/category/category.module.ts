import { Module } from '@nestjs/common';

import { CategoryController } from './category.controller';
import { CategoryLoader } from './category.loader';
import { CategoryRepository } from './category.repository';

/** Categories. */
@Module({ controllers: [CategoryController], providers: [CategoryLoader, CategoryRepository] })
export class CategoryModule {}
