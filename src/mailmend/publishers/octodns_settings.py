"""Ready settings for DNS hosts by octoDNS, and where each argument comes from. No value ever stands in a file of ours.

The classes and their arguments were read from the packages (octodns-cloudflare 1.2.0, -route53 1.3.1, -azure 1.2.0,
-googlecloud 1.1.0, -hetzner 2.0.0, -ovh 1.2.0, -desec 1.3.0) on 2026-11-23; the names of the variables are those of
their READMEs.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import Any

from mailmend.errors import UsageError
from mailmend.frozen import frozen
from mailmend.publishers.credentials import secret

PREFIX = "MAILMEND_OCTODNS_"


@frozen
class Ready:
    """A host: its class, its package, and the variable of each argument; the ``optional`` ones may be missing."""

    made_by: str
    package: str
    variables: tuple[tuple[str, str], ...]
    optional: tuple[str, ...] = ()


READY = {
    "cloudflare": Ready(
        made_by="octodns_cloudflare.CloudflareProvider",
        package="octodns-cloudflare",
        variables=(("token", "CLOUDFLARE_TOKEN"), ("account_id", "CLOUDFLARE_ACCOUNT_ID")),
        optional=("account_id",),
    ),
    "route53": Ready(
        # Without a key the AWS library looks in its own places: profiles, roles of the machine.
        made_by="octodns_route53.Route53Provider",
        package="octodns-route53",
        variables=(
            ("access_key_id", "AWS_ACCESS_KEY_ID"),
            ("secret_access_key", "AWS_SECRET_ACCESS_KEY"),
            ("session_token", "AWS_SESSION_TOKEN"),
        ),
        optional=("access_key_id", "secret_access_key", "session_token"),
    ),
    "azure": Ready(
        made_by="octodns_azure.AzureProvider",
        package="octodns-azure",
        variables=(
            ("client_id", "AZURE_APPLICATION_ID"),
            ("key", "AZURE_AUTHENTICATION_KEY"),
            ("directory_id", "AZURE_DIRECTORY_ID"),
            ("sub_id", "AZURE_SUBSCRIPTION_ID"),
            ("resource_group", "AZURE_RESOURCE_GROUP"),
        ),
    ),
    "google": Ready(
        made_by="octodns_googlecloud.GoogleCloudProvider",
        package="octodns-googlecloud",
        variables=(("credentials_file", "GOOGLE_APPLICATION_CREDENTIALS"), ("project", "GOOGLE_CLOUD_PROJECT")),
        optional=("credentials_file", "project"),
    ),
    "hetzner": Ready(
        made_by="octodns_hetzner.HetznerProvider",
        package="octodns-hetzner",
        variables=(("token", "HETZNER_TOKEN"),),
    ),
    "ovh": Ready(
        made_by="octodns_ovh.OvhProvider",
        package="octodns-ovh",
        variables=(
            ("endpoint", "OVH_ENDPOINT"),
            ("application_key", "OVH_APPLICATION_KEY"),
            ("application_secret", "OVH_APPLICATION_SECRET"),
            ("consumer_key", "OVH_CONSUMER_KEY"),
        ),
    ),
    "desec": Ready(
        made_by="octodns_desec.DesecProvider",
        package="octodns-desec",
        variables=(("token", "DESEC_TOKEN"),),
    ),
}


def ready_arguments(via: str) -> dict[str, Any]:
    """The arguments for the host ``via``. Raises UsageError that names what is missing."""
    host = READY[via]
    values = {argument: secret(variable) for argument, variable in host.variables}
    missing = [
        variable for argument, variable in host.variables if values[argument] is None and argument not in host.optional
    ]
    if missing:
        raise UsageError(
            "--via {via} needs {names} in the environment or the keyring", via=via, names=", ".join(missing)
        )
    return {argument: value for argument, value in values.items() if value is not None}


def arguments(made_by: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a class from ``MAILMEND_OCTODNS_<ARGUMENT>``, each in the kind that its default has."""
    known = inspect.signature(made_by).parameters
    given: dict[str, Any] = {}
    for variable in sorted(os.environ):
        argument = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and argument != "id":
            default = known[argument].default if argument in known else None
            given[argument] = _in_kind(os.environ[variable], default, variable)
    for argument, parameter in known.items():
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            held = None if argument in ("id", *given) else secret(PREFIX + argument.upper())
            given.update({argument: held} if held is not None else {})
    return given


def _in_kind(text: str, default: object, variable: str) -> object:
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        if not text.isdigit():
            raise UsageError("{variable} is to be a number", variable=variable)
        return int(text)
    return text
