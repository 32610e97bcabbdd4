import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../../http/api-body';
import { notFound } from '../../http/domain-error';
import { AccessVia, Can, Granted } from '../../policy/can.decorator';
import { ContentPath } from '../content-path.decorator';
import { type CourseAccess, CourseAccessLoader } from '../course-access.loader';
import { type SectionAccess, SectionAccessLoader } from './section-access.loader';
import { SectionPatchDto, SectionWriteDto } from './section-write.dto';
import { SectionDto } from './section.dto';
import { presentSection } from './section.presenter';
import { SectionRepository } from './section.repository';
import { SectionWriter } from './section.writer';

/** The sections of a course, for those who edit it. */
@ApiTags('Course')
@ContentPath('id')
@Controller('api/v2/course/:id/section')
@AccessVia(SectionAccessLoader)
export class SectionController {
  constructor(
    private readonly sections: SectionRepository,
    private readonly writer: SectionWriter,
  ) {}

  @Get()
  @Can('section.list')
  @AccessVia(CourseAccessLoader)
  @ApiOperation({ summary: 'Get Course Sections' })
  async list(@Granted() { subject }: CourseAccess): Promise<SectionDto[]> {
    const rows = await this.sections.ofCourse(subject.id);
    return rows.map(presentSection);
  }

  @Post()
  @Can('section.create')
  @AccessVia(CourseAccessLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a Course Section' })
  @ApiAnyBody()
  async create(@Granted() access: CourseAccess, @Body() body: SectionWriteDto): Promise<SectionDto> {
    return this.show(await this.writer.create(access, body));
  }

  @Get(':section_id')
  @Can('section.read')
  @ContentPath('section_id')
  @ApiOperation({ summary: 'Get Course Section' })
  read(@Granted() { subject }: SectionAccess): Promise<SectionDto> {
    return this.show(subject.id);
  }

  @Put(':section_id')
  @Can('section.update')
  @ContentPath('section_id')
  @ApiOperation({ summary: 'Update Course Section' })
  @ApiAnyBody()
  async update(@Granted() access: SectionAccess, @Body() body: SectionWriteDto): Promise<SectionDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.id);
  }

  @Patch(':section_id')
  @Can('section.update')
  @ContentPath('section_id')
  @ApiOperation({ summary: 'Patch Course Section' })
  @ApiAnyBody()
  async patch(@Granted() access: SectionAccess, @Body() body: SectionPatchDto): Promise<SectionDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.id);
  }

  @Delete(':section_id')
  @Can('section.delete')
  @ContentPath('section_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Course Section' })
  @ApiNoContentResponse()
  delete(@Granted() access: SectionAccess): Promise<void> {
    return this.writer.delete(access);
  }

  private async show(sectionId: number): Promise<SectionDto> {
    const row = await this.sections.one(sectionId);
    if (!row) throw notFound();
    return presentSection(row);
  }
}
