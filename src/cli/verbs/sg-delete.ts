import { securityGroups } from '../../objects/index.ts';
import { deleteVerb } from '../resources/delete-verb.ts';

export default deleteVerb(['sg', 'delete'], securityGroups, 'cli.sgDeleteSummary', 'cli.argGroup');
