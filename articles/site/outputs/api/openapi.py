"""The description of the API for programs, OpenAPI 3.1, made from its endpoints."""

import re
from http import HTTPStatus

from django.conf import settings

from articles.site.outputs.api import schemas
from articles.site.outputs.api.answers import Json
from articles.site.outputs.api.endpoint import Endpoint, Parameter
from articles.site.outputs.api.endpoints import ENDPOINTS

PROBLEM = {"$ref": "#/components/schemas/Problem"}


def path_of(endpoint: Endpoint) -> str:
    """Return the path of an endpoint below /api/v1/ as OpenAPI writes it: releases/{number}."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", endpoint.path)


def openapi(root: str) -> Json:
    """Return the description; `root` is the whole address of /api/v1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": "1",
            "description": f"Releases of the {settings.ORGANISATION}, without a key. Members and addresses "
            "may be added to version 1, but are neither renamed nor removed.",
        },
        "servers": [{"url": root}],
        "paths": {path_of(endpoint): {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": {"Problem": schemas.PROBLEM}},
    }


def _operation(endpoint: Endpoint) -> Json:
    parameters = [_parameter(part, "path") for part in endpoint.parts]
    parameters += [_parameter(parameter, "query") for parameter in endpoint.parameters]
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": endpoint.summary,
                "headers": {"ETag": {"description": "Ask again with If-None-Match.", "schema": schemas.TEXT}},
                "content": {endpoint.media_type: {"schema": endpoint.schema}},
            },
            "304": {"description": "Nothing has changed since the answer with that ETag."},
            **{str(status.value): _problem(sentence) for status, sentence in endpoint.problems.items()},
            str(HTTPStatus.METHOD_NOT_ALLOWED.value): _problem("The API can only be read."),
        },
    }


def _parameter(parameter: Parameter, place: str) -> Json:
    schema = parameter.schema
    described: Json = {"name": parameter.name, "in": place, "description": parameter.description}
    if place == "path":
        return {**described, "required": True, "schema": schema}
    if parameter.is_repeated:
        return {**described, "schema": schemas.list_of(schema), "style": "form", "explode": True}
    return {**described, "schema": schema}


def _problem(sentence: str) -> Json:
    return {"description": sentence, "content": {"application/problem+json": {"schema": PROBLEM}}}
