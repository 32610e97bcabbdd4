import 'reflect-metadata';

import {
  Controller,
  Delete,
  ForbiddenException,
  Get,
  Headers,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  UnauthorizedException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Exclude, Expose, plainToInstance } from 'class-transformer';
import type { Repository } from 'typeorm';

import { dataSourceOptions } from '../ormconfig';
import { Course } from '../src/course/course.entity';
import { CourseMembership } from '../src/course/course-membership.entity';
import { answerQuestions, setup } from './server';

/** What an answer shows of a person. */
@Exclude()
class PersonDto {
  @Expose() readonly id: number;
  @Expose() readonly username: string;
  @Expose({ name: 'real_name' }) readonly realName: string;
  @Expose({ name: 'ext_id' }) readonly extId: string | null;
  @Expose() readonly avatar: string | null;
}

/** The usual way: a repository for each entity, entities in and class-transformer out, the secret as a text. */
@Injectable()
class Courses {
  constructor(
    @InjectRepository(Course) private readonly courses: Repository<Course>,
    @InjectRepository(CourseMembership) private readonly memberships: Repository<CourseMembership>,
    private readonly jwt: JwtService,
  ) {}

  async open(id: number, authorization = ''): Promise<{ viewer: number; membership: CourseMembership | null }> {
    const claims = await this.jwt.verifyAsync<{ user_id: number }>(authorization.slice(7)).catch(() => undefined);
    if (!claims) throw new UnauthorizedException();
    const course = await this.courses.findOne({ where: { id }, relations: { createdBy: true } });
    if (!course) throw new NotFoundException();
    const membership = await this.memberships.findOne({ where: { courseId: id, userId: claims.user_id } });
    return { viewer: claims.user_id, membership };
  }

  async invited(courseId: number, take: number, skip: number) {
    const [found, count] = await this.memberships.findAndCount({
      where: { courseId, state: 'invited' },
      relations: { user: true },
      order: { since: 'DESC', userId: 'DESC' },
      take,
      skip,
    });
    return {
      count,
      results: plainToInstance(
        PersonDto,
        found.map(({ user }) => user),
      ),
    };
  }

  async join(courseId: number, userId: number): Promise<void> {
    await this.memberships.save(this.memberships.create({ courseId, userId, state: 'member' }));
  }

  async leave(courseId: number, userId: number): Promise<void> {
    await this.memberships.delete({ courseId, userId });
  }
}

@Controller('api/v2/course/:id')
class CourseController {
  constructor(private readonly courses: Courses) {}

  @Get('invite')
  async invited(
    @Param('id', ParseIntPipe) id: number,
    @Headers('authorization') authorization: string,
    @Query('limit') limit = '20',
    @Query('offset') offset = '0',
  ) {
    const { membership } = await this.courses.open(id, authorization);
    if (!membership || !['manager', 'creator'].includes(membership.state)) throw new ForbiddenException();
    return this.courses.invited(id, Number(limit), Number(offset));
  }

  @Post('join')
  @HttpCode(200)
  async join(@Param('id', ParseIntPipe) id: number, @Headers('authorization') authorization: string) {
    const { viewer, membership } = await this.courses.open(id, authorization);
    if (!membership) await this.courses.join(id, viewer);
    return {};
  }

  @Delete('join')
  @HttpCode(204)
  async leave(@Param('id', ParseIntPipe) id: number, @Headers('authorization') authorization: string) {
    const { viewer } = await this.courses.open(id, authorization);
    await this.courses.leave(id, viewer);
  }
}

async function main(): Promise<void> {
  const { databaseUrl, secret, poolSize } = await setup();
  @Module({
    imports: [
      TypeOrmModule.forRoot(dataSourceOptions(databaseUrl, poolSize)),
      TypeOrmModule.forFeature([Course, CourseMembership]),
      JwtModule.register({ secret }),
    ],
    providers: [Courses],
    controllers: [CourseController],
  })
  class Idiomatic {}
  const adapter = new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } });
  const app = await NestFactory.create<NestFastifyApplication>(Idiomatic, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  answerQuestions(Number(new URL(await app.getUrl()).port));
}

void main();
