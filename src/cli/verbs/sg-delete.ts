import { deleteVerb } from '../resources/delete-verb.ts';
import { securityGroups } from '../resources/security-group.ts';

export default deleteVerb(['sg', 'delete'], securityGroups, 'cli.sgDeleteSummary', 'cli.argGroup');
