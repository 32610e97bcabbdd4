import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Database } from '../database/database';
import { notFound } from '../http/domain-error';
import { INVITED_OR_IN } from '../policy/standing';
import type { CourseAccess } from './course-access.loader';
import type { CourseViewQuery } from './course-query.dto';
import { CourseDashboardDto, CourseDetailDto, CourseDto, CourseMinimalDto, CourseUserDetailDto } from './course.dto';
import {
  presentCourse,
  presentCourseDashboard,
  presentCourseDetail,
  presentCourseMinimal,
  presentCourseUserDetail,
  presentRequestedCourse,
} from './course.presenter';
import { CourseRepository, type CourseRow } from './course.repository';
import { OutlineRepository } from './outline.repository';
import { ProgressRepository } from './progress.repository';

export type CourseView = CourseUserDetailDto | CourseMinimalDto | CourseDetailDto | CourseDashboardDto;

/** Shows one course to one viewer. */
@Injectable()
export class CourseService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly courses: CourseRepository,
    private readonly outlines: OutlineRepository,
    private readonly progress: ProgressRepository,
  ) {}

  /**
   * The view that was asked for; strangers to a private course get the lock screen instead. With `user`, the course as
   * that person sees it: 404 when there is no such person.
   */
  async view(access: CourseAccess, { view = 'user', user }: CourseViewQuery, origin: string): Promise<CourseView> {
    const viewerId = user === undefined ? access.viewer.id : await this.known(user);
    const course = await this.read(access, viewerId);
    if (view === 'dashboard') {
      return presentCourseDashboard(course, await this.progress.average(course.id, course.lessons), origin);
    }
    if (view === 'edit') return presentCourseDetail(course, await this.outlines.of(course.id, viewerId), origin);
    if (user === undefined && isLocked(access)) return presentCourseMinimal(course, origin);
    return this.inFull(course, viewerId, origin);
  }

  /** The course after the viewer joined it: in full for members, without its content for those who asked to join. */
  async afterJoin(access: CourseAccess, requested: boolean, origin: string): Promise<CourseUserDetailDto> {
    const course = await this.read(access, access.viewer.id);
    return requested ? presentRequestedCourse(course, origin) : this.inFull(course, access.viewer.id, origin);
  }

  /** The course after it was made or changed. */
  async summary(courseId: number, viewerId: number | null, origin: string): Promise<CourseDto> {
    const course = await this.courses.one(courseId, viewerId);
    if (!course) throw notFound();
    return presentCourse(course, origin);
  }

  private async inFull(course: CourseRow, viewerId: number | null, origin: string): Promise<CourseUserDetailDto> {
    return presentCourseUserDetail(course, await this.outlines.of(course.id, viewerId), origin, this.clock.now());
  }

  private async read({ subject }: CourseAccess, viewerId: number | null): Promise<CourseRow> {
    const course = await this.courses.one(subject.id, viewerId);
    if (!course) throw notFound();
    return course;
  }

  private async known(userId: number): Promise<number> {
    const [user] = await this.db.query(`SELECT FROM app_user WHERE id = $1`, [userId]);
    if (!user) throw notFound();
    return userId;
  }
}

/** Whether the viewer sees no more of the course than its lock screen. */
const isLocked = ({ subject, standing }: CourseAccess): boolean =>
  subject.privacy === 'private' && !INVITED_OR_IN.includes(standing);
